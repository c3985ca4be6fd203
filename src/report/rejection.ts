/** A message that a server refused for good, in words that may be about its reader or about us. */
export interface Rejection {
  readonly deliveryId: number
  readonly attempt: number
  /** The reader's address; the same person has the same one, letter by letter. */
  readonly person: string
  /** The stage and the server's words, as the ledger keeps them. */
  readonly reason: string
}

/** What a run knows of a server's rejections; `nothingKnown` at its beginning. */
export interface KnownOfRejections {
  /** How many rejections it has heard. An attempt notes at its beginning how many there were. */
  readonly heard: number
  /** Those that may still be about us or about their readers, in the order in which they came. */
  readonly open: readonly OpenRejection[]
}

export interface OpenRejection extends Rejection {
  /** Its number among those that were heard; the first one is 1. */
  readonly number: number
}

export const nothingKnown: KnownOfRejections = { heard: 0, open: [] }

/** What a run hears of one edition's messages. */
export type News =
  /** The server took a message. When that attempt began, so many rejections had been heard. */
  | { readonly kind: 'taken'; readonly heardBefore: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Nobody is left to try; `othersTaken` says whether anybody's message was taken before. */
  | { readonly kind: 'over'; readonly othersTaken: boolean }

export interface Judgement {
  readonly known: KnownOfRejections
  /** These are about their readers or messages alone: they fail. */
  readonly alone: readonly Rejection[]
  /** What is still open is about us: nothing more is tried for now, and nobody fails by it. */
  readonly isAboutUs: boolean
}

/** So many different people with the like, or so many whatever the server says to each. */
const enough = 3
const enoughOfAnyKind = 10

/**
 * Decides what a server's permanent rejections are about: one reader (a mailbox that takes mail from
 * some senders only, a message that looks like spam), or us (a sender that isn't verified, an account
 * over its limit). There is no list of providers; what becomes of others' messages tells.
 *
 * | what is heard                                                          | it is about    |
 * | ---------------------------------------------------------------------- | -------------- |
 * | somebody's message is taken, and its attempt began after the rejection | the reader     |
 * | three different people have the like, and nothing was taken since      | us             |
 * | ten different people have any, and nothing was taken since             | us             |
 * | nobody is left to try, and nobody's message was taken at all           | us             |
 * | nobody is left, others' were taken: one person alone has the like, and |                |
 * | at most one other person has any                                       | the reader     |
 * | nobody is left, others' were taken: any other                          | us             |
 *
 * Why this is right:
 * - What is about us holds for every message from then on, until somebody mends it. A message that
 *   was handed over after the server had said so, and was taken, shows that it was not about us. One
 *   that was on its way already shows nothing: a daily limit is reached between two messages.
 * - The other way round, nothing can show for certain that it is about us. So that only ever pauses:
 *   whoever waits is tried again, those who were never tried first, and each message that is taken
 *   then decides anew. A wrong pause costs time; a wrong failure would cost the report.
 * - Nothing stays open for ever: when nobody is left to try, each rejection either fails or waits.
 * - Nothing is in both: a rejection leaves `open` when it fails, and waits only while it is there.
 * - A server that takes nothing from anybody is asked three times, ten times where its words differ,
 *   and once more for each message that is under way by then.
 */
export function judge(known: KnownOfRejections, news: News): Judgement {
  switch (news.kind) {
    case 'taken': {
      const judged = without(known, ({ number }) => number <= news.heardBefore)
      return { ...judged, isAboutUs: areEnough(judged.known.open) }
    }
    case 'rejected': {
      const number = known.heard + 1
      const open = [...known.open, { ...news.rejection, number }]
      return { known: { heard: number, open }, alone: [], isAboutUs: areEnough(open) }
    }
    case 'over': {
      const { open } = known
      const isFew = news.othersTaken && peopleIn(open) < enough
      const judged = without(known, (one) => isFew && peopleIn(likes(one, open)) === 1)
      return { ...judged, isAboutUs: judged.known.open.length > 0 }
    }
  }
}

function areEnough(open: readonly Rejection[]): boolean {
  if (peopleIn(open) >= enoughOfAnyKind) return true
  return open.some((one) => peopleIn(likes(one, open)) >= enough)
}

function without(
  { heard, open }: KnownOfRejections,
  isAlone: (one: OpenRejection) => boolean,
): Pick<Judgement, 'known' | 'alone'> {
  return {
    known: { heard, open: open.filter((one) => !isAlone(one)) },
    alone: open.filter(isAlone),
  }
}

function likes({ reason }: Rejection, among: readonly Rejection[]): readonly Rejection[] {
  const like = likenessOf(reason)
  return among.filter((other) => likenessOf(other.reason) === like)
}

function peopleIn(rejections: readonly Rejection[]): number {
  return new Set(rejections.map(({ person }) => person)).size
}

/**
 * The same for replies that are alike: at the same stage, with the same reply code and the same
 * enhanced status code (RFC 3463). Where there is none, or one that says nothing (5.0.0), the words
 * count, apart from what differs from message to message: addresses, hosts, times, ids. Twelve are
 * enough: the ledger cuts long replies off, at a place that depends on these.
 */
export function likenessOf(reason: string): string {
  const [, stage = '', reply = '', rest = ''] = /^(\w+): (\d{3})\b(.*)$/s.exec(reason) ?? []
  const words = reply === '' ? reason : rest
  const [code = '5.0.0'] = /(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(words) ?? []
  return `${stage} ${reply} ${code === '5.0.0' ? essenceOf(words) : code}`
}

/** Words of letters alone; whatever has a digit, an `@` or a dot inside it is somebody's or a name. */
function essenceOf(words: string): string {
  return words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !/[\p{N}@_=/]|[^\s.]\.[^\s.]/u.test(word))
    .map((word) => word.replace(/[^\p{L}]/gu, ''))
    .filter((word) => word !== '')
    .slice(0, 12)
    .join(' ')
}
