import { describe, expect, it } from 'vitest'
import { album } from '../../src/chart/album.js'
import { type Drawing, drawing, filled } from '../../src/chart/drawing.js'
import { raster } from './painted.js'

const size = { width: 10, height: 10 }

function square(colour: string): Drawing {
  return drawing(size, [filled({ left: 0, top: 0, ...size }, colour)])
}

describe('an album', () => {
  it('paints a picture once, and only when a page shows it', () => {
    const paintings: string[] = []
    const book = album((one) => {
      paintings.push(one.svg)
      return raster(one)
    }, 'example.com')
    const [red, again, blue] = ['red', 'red', 'blue'].map((one) => book.cidOf(square(one)))
    expect(again).toBe(red)
    expect(paintings).toEqual([])
    const first = book.imagesIn(`<img src="cid:${red}">`)
    expect(book.imagesIn(`<img src="cid:${red}">`)).toEqual(first)
    expect(paintings).toEqual([square('red').svg])
    expect(blue).not.toBe(red)
  })

  it('names a picture by what it shows, the same in every album', () => {
    const [one, other] = [album(raster, 'example.com'), album(raster, 'example.com')]
    expect(one.cidOf(square('red'))).toMatch(/^mmr-[0-9a-f]{16}@example\.com$/)
    expect(one.cidOf(square('red'))).toBe(other.cidOf(square('red')))
  })

  it('gives out the pictures of a page, each once, in the order of the page', () => {
    const book = album(raster, 'example.com')
    const [red, blue, green] = ['red', 'blue', 'green'].map((one) => book.cidOf(square(one)))
    const page = `<img src="cid:${blue}" alt=""><img src='cid:${red}'><img src="cid:${blue}">`
    expect(book.imagesIn(page).map(({ cid }) => cid)).toEqual([blue, red])
    expect(book.imagesIn(`cid:${green}`)[0]?.png).toEqual(raster(square('green')))
    expect(book.imagesIn('<img src="cid:somebody@else">')).toEqual([])
  })

  it('lets go of what was not asked for lately, and paints it anew when it is', () => {
    const paintings: string[] = []
    const book = album((one) => {
      paintings.push(one.svg)
      return Buffer.from(one.svg)
    }, 'example.com')
    const show = (colour: string) => book.imagesIn(`cid:${book.cidOf(square(colour))}`)
    const first = show('#000001')
    for (let colour = 2; colour <= 3000; colour++) {
      show(`#${String(colour).padStart(6, '0')}`)
      if (colour % 500 === 0) show('#000002')
    }
    expect(paintings).toHaveLength(3000)
    expect(show('#000001')).toEqual(first)
    expect(paintings).toHaveLength(3001)
  })
})
