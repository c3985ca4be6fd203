import type { TextField } from '../../report/update/fields.js'

/** Each field as the list of faults names it. */
export const fieldWords: Readonly<Record<TextField, string>> = {
  relationship: 'Relationship',
  innovation: 'Innovation',
  service: 'Service',
  commercial: 'Commercial',
  pulse: 'Your pulse',
  decisionMaker: 'Who is it now?',
  decisionMakerChanged: 'Decision maker',
  decisionMakerChangedOn: 'Since when?',
  decisionMakerMetOn: 'Met on',
  action: 'Next action',
  actionOwner: 'Who',
  actionDueOn: 'By when',
  actionDone: 'Done',
  valueCategory: 'Kind of value',
  valueDelivered: 'Value delivered',
  note: 'Note',
}
