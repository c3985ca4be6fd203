import { snapshotFields } from '../../report/snapshot.js'
import type { AskedField, TextField } from '../../report/update/form.js'

/** A field as the list of faults names it: by the form's own words where it has any. */
export function fieldWords(name: TextField): string {
  return name === 'decisionMakerChanged' || name === 'actionDone'
    ? ofTheForm[name]
    : (ofTheForm[name] ?? snapshotFields[name].label)
}

const ofTheForm: Readonly<
  Record<Exclude<TextField, AskedField>, string> & Partial<Record<AskedField, string>>
> = {
  pulse: 'Your pulse',
  decisionMaker: 'Who is it now?',
  decisionMakerChanged: 'Decision maker',
  decisionMakerChangedOn: 'Since when?',
  decisionMakerMetOn: 'Met on',
  action: 'Next action',
  actionOwner: 'Who',
  actionDueOn: 'By when',
  actionDone: 'Done',
}
