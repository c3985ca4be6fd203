import { Option } from 'commander'
import { type ImportOption, importOptions } from '../source/options.js'

/** The options that `mmr import` takes beside `--save` and `--dry-run`. */
export function importCommandOptions(): Option[] {
  return [...importOptions.map(commanderOption), undoOption()]
}

function commanderOption({ name, takes, isRepeatable, choices, says }: ImportOption): Option {
  const option = new Option(`--${name}${takes === null ? '' : ` <${takes}>`}`, says)
  if (choices.length > 0) option.choices(choices)
  return isRepeatable ? option.argParser(collect).default([], 'none') : option
}

function undoOption(): Option {
  const others = [...importOptions.map(({ name }) => name), 'dry-run', 'save']
  return new Option(
    '--undo <id>',
    'instead: from now on an import counts for nothing; mmr imports has the ids',
  ).conflicts(others.map((name) => new Option(`--${name}`).attributeName()))
}

function collect(pair: string, pairs: string[]): string[] {
  return [...pairs, pair]
}
