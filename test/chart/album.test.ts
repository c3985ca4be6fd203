import { describe, expect, it } from 'vitest'
import { type Drawing, drawing, filled } from '../../src/chart/drawing.js'
import { imageCache } from '../../src/chart/raster.js'
import { raster } from './painted.js'

const size = { width: 10, height: 10 }

function square(colour: string): Drawing {
  return drawing(size, [filled({ left: 0, top: 0, ...size }, colour)])
}

/** An album that tells what it has painted. */
function openAlbum() {
  const paintings: string[] = []
  const book = imageCache((one) => {
    paintings.push(one.svg)
    return raster(one)
  }, 'example.com')
  const show = (colour: string) => {
    const page = book.page()
    return page.imagesIn(`cid:${page.cidOf(square(colour))}`)
  }
  return { ...book, paintings, show }
}

describe('an album', () => {
  it('paints a picture only when a page shows it', () => {
    const { page, paintings } = openAlbum()
    const here = page()
    const [red, again, blue] = ['red', 'red', 'blue'].map((one) => here.cidOf(square(one)))
    expect(again).toBe(red)
    expect(blue).not.toBe(red)
    expect(paintings).toEqual([])
    expect(here.imagesIn(`<img src="cid:${red}">`)).toHaveLength(1)
    expect(paintings).toEqual([square('red').svg])
  })

  it('paints what many messages show twice at most', () => {
    const { paintings, show } = openAlbum()
    const all = Array.from({ length: 9 }, () => show('red'))
    expect(paintings).toHaveLength(2)
    for (const images of all) expect(images).toEqual(all[0])
  })

  it('names a picture by what it shows, the same in every album', () => {
    const [one, other] = [openAlbum().page(), openAlbum().page()]
    expect(one.cidOf(square('red'))).toMatch(/^mmr-[0-9a-f]{16}@example\.com$/)
    expect(one.cidOf(square('red'))).toBe(other.cidOf(square('red')))
  })

  it('gives out the pictures of a page, each once, in the order of the page', () => {
    const page = openAlbum().page()
    const [red, blue, green] = ['red', 'blue', 'green'].map((one) => page.cidOf(square(one)))
    const html = `<img src="cid:${blue}" alt=""><img src='cid:${red}'><img src="cid:${blue}">`
    expect(page.imagesIn(html).map(({ cid }) => cid)).toEqual([blue, red])
    expect(page.imagesIn(`cid:${green}`)[0]?.png).toEqual(raster(square('green')))
    expect(page.imagesIn('<img src="cid:somebody@else">')).toEqual([])
  })

  it('lets go of what was not asked for lately, and paints it anew when it is', () => {
    const { paintings, show } = openAlbum()
    const first = show('#000001')
    show('#000002')
    for (let colour = 2; colour <= 3000; colour++) {
      show(`#${String(colour).padStart(6, '0')}`)
      if (colour % 500 === 0) show('#000002')
    }
    expect(paintings).toHaveLength(3001)
    expect(show('#000001')).toEqual(first)
    expect(paintings).toHaveLength(3002)
  })
})
