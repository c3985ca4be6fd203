import { describeRowFault, UnreadableSource } from '../../src/source/fault.js'
import { fileSource, type TableForm } from '../../src/source/table.js'
import { scratchFile } from '../store/scratch.js'

/** What a file was read as: its form and rows, or the sentence that refuses it. */
export type TableReading =
  | {
      readonly kind: 'table'
      readonly form: TableForm
      readonly rows: readonly (readonly string[])[]
      readonly lines: readonly number[]
    }
  | { readonly kind: 'refused'; readonly sentence: string }

/** What becomes of a file with this content. Whatever isn't an UnreadableSource is thrown. */
export async function readTable(
  content: string | Uint8Array,
  sheet: string | null = null,
): Promise<TableReading> {
  return readTableFile(scratchFile('rows.bin', content), sheet)
}

/** The same of a file that is there. */
export async function readTableFile(
  file: string,
  sheet: string | null = null,
): Promise<TableReading> {
  try {
    const { form, rows } = await fileSource({ file, sheet }).open()
    const all = []
    for await (const batch of rows) all.push(...batch)
    const [cells, lines] = [all.map(({ cells }) => cells), all.map(({ line }) => line)]
    return { kind: 'table', form, rows: cells, lines }
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error
    const sentence = describeRowFault({ ...error.fault, file: 'FILE' })
    return { kind: 'refused', sentence }
  }
}
