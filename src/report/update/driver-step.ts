import type { Driver } from '../snapshot.js'

/** One of the five scores that a person chooses from, and what it means. */
export interface DriverStep {
  readonly score: number
  readonly meaning: string
}

/** What a driver asks of an account manager. */
export interface DriverQuestion {
  readonly question: string
  /** From worst to best. */
  readonly steps: readonly DriverStep[]
}

export const driverQuestions: Readonly<Record<Driver, DriverQuestion>> = {
  relationship: question('How do you stand with the key decision maker?', [
    'They want us gone, or don’t talk to us',
    'They avoid us, or are hard on us',
    'Polite, but distant',
    'They take our calls and tell us things',
    'They speak up for us',
  ]),
  innovation: question('Do we bring them something new?', [
    'Nothing, and they have said so',
    'Only when they ask',
    'An idea now and then',
    'Regular ideas, some taken up',
    'They come to us for ideas',
  ]),
  service: question('How well do we do the work?', [
    'Failing: formal complaints or penalties',
    'Often below what was agreed',
    'Mixed: good days and bad days',
    'As agreed, slips put right at once',
    'Better than agreed',
  ]),
  commercial: question('Are contract and price in order?', [
    'In dispute, or out to tender',
    'They press for less, or pay late',
    'Open questions on price or scope',
    'Settled, hardly a question',
    'They see good value and would extend',
  ]),
}

function question(text: string, meanings: readonly string[]): DriverQuestion {
  return {
    question: text,
    steps: meanings.map((meaning, index) => ({ score: index * 25, meaning })),
  }
}

/** Whether a score is one of the five; a finer one stays as it is until a person chooses. */
export function isStep(score: number): boolean {
  return score % 25 === 0
}
