/**
 * A number as the text of a cell: the shortest that means it, with a point and without an exponent.
 * Three decimals get a zero more, because three digits behind a sign may stand for thousands.
 */
export function plainNumber(value: number): string {
  const text = String(value)
  const [, sign = '', digits = '', exponent] = /^(-?)([\d.]+)(?:e([+-]\d+))?$/.exec(text) ?? []
  const plain = exponent === undefined ? text : `${sign}${shifted(digits, Number(exponent))}`
  return /\.\d{3}$/.test(plain) ? `${plain}0` : plain
}

/** The digits with their point moved to the right, or to the left where `by` is below zero. */
function shifted(digits: string, by: number): string {
  const [whole = '', fraction = ''] = digits.split('.')
  if (by >= 0) {
    const all = whole + fraction.padEnd(by, '0')
    const end = whole.length + by
    return all.length > end ? `${all.slice(0, end)}.${all.slice(end)}` : all
  }
  const all = whole.padStart(1 - by, '0') + fraction
  const end = Math.max(1, whole.length + by)
  return `${all.slice(0, end)}.${all.slice(end)}`
}
