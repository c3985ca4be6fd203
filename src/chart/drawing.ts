/** A picture before it is painted: SVG without any text, and its size in CSS pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly svg: string
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Later shapes cover earlier ones. The same shapes give the same text. */
export function drawing({ width, height }: Size, shapes: readonly string[]): Drawing {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
  return { width, height, svg: `${open}${shapes.join('')}</svg>` }
}

/** A coordinate to the hundredth: finer than any screen, and short. */
export function px(value: number): string {
  return `${Math.round(value * 100) / 100}`
}

/** Straight lines from point to point. */
export function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
}
