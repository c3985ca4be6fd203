import { damaged } from './package.js'
import { textRuns, type WorkbookParts } from './parts.js'
import { isoText, type NumberKind, numberText, plainText } from './value.js'
import type { XmlAttributes } from './xml.js'

/** What a cell says whose formula nobody has calculated yet. */
export const withoutResult = Symbol('a formula without a result')

/** Hears the XML of one cell after another; the end of a cell answers what it says. */
export function cellReader(parts: WorkbookParts) {
  let cell: CellStart | null = null
  let isValue = false
  let value = ''
  const runs = textRuns((text) => (value += text))
  return {
    open: (name: string, attribute: XmlAttributes) => {
      if (name === 'c') {
        cell = startOfCell(attribute)
        value = ''
      } else if (cell === null) return
      else if (name === 'v') {
        isValue = true
        cell.hasValue = true
      } else if (name === 'f') cell.isFormula = true
      else if (cell.type === 'inlineStr') runs.open(name)
    },
    /** Empty where anything but a cell ends. */
    close: (name: string): string | typeof withoutResult => {
      if (name === 'v') isValue = false
      else runs.close(name)
      if (name !== 'c' || cell === null) return ''
      const ended = cell
      cell = null
      return isWithoutResult(ended, value) ? withoutResult : cellText(ended, value, parts)
    },
    text: (text: string) => {
      if (isValue) value += text
      else runs.text(text)
    },
  }
}

interface CellStart {
  readonly type: string
  readonly style: string | null
  isFormula: boolean
  hasValue: boolean
}

function startOfCell(attribute: XmlAttributes): CellStart {
  const [type, style] = [attribute('t') ?? 'n', attribute('s')]
  return { type, style, isFormula: false, hasValue: false }
}

/** As programs leave it that write workbooks and can't calculate. The result may be an empty text. */
function isWithoutResult({ type, isFormula, hasValue }: CellStart, value: string): boolean {
  if (!isFormula || type === 'inlineStr') return false
  return !hasValue || (type === 'n' && value.trim() === '')
}

const plain: NumberKind = { kind: 'plain' }

/** What a cell says, of a formula its last result. */
function cellText({ type, style }: CellStart, value: string, parts: WorkbookParts): string {
  switch (type) {
    case 's':
      return sharedText(value, parts.strings)
    case 'str':
    case 'inlineStr':
      return plainText(value)
    case 'b':
      return { '1': 'TRUE', true: 'TRUE', '0': 'FALSE', false: 'FALSE' }[value.trim()] ?? value
    case 'd':
      return isoText(value)
    case 'n':
      return value === '' ? '' : numberText(value, styleOf(style ?? '0', parts), parts.dates)
    default:
      // An error, such as #N/A.
      return value
  }
}

/** Programs that know no styles leave them out, and their number. */
function styleOf(style: string, { styles }: WorkbookParts): NumberKind {
  const kind = styles[Number(style)]
  if (kind !== undefined) return kind
  if (style === '0') return plain
  throw damaged(`one that lacks its style ${style}`)
}

function sharedText(value: string, strings: readonly string[]): string {
  if (value === '') return ''
  const text = strings[Number(value)]
  if (text === undefined) throw damaged(`one that lacks its text ${value}`)
  return text
}
