import { renderMessage } from '../../src/mail/render.js'
import { viewOf } from '../../src/mail/view/view.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/executive.js'
import { eventful, factsFrom, dana } from '../fixture/portfolio.js'
import { compare } from './alternation.js'
import { mjmlMessage } from './mjml-per-recipient.js'

const some = (n: number) => {
  const base = Object.entries(eventful)
  return Object.fromEntries(Array.from({ length: n }, (_, i) => {
    const [id, story] = base[i % base.length]!
    return [`${id}-${i}`, { ...story, account: { ...story.account, name: `${story.account.name} ${i}`, accountManager: dana } }]
  }))
}
for (const n of [6, 12, 19, 30, 50]) {
  const facts = factsFrom(some(n))
  for (const d of [executiveDigest(facts, dana, null), accountManagerDigest(facts, dana)]) {
    const m = renderMessage(d, { cutOff: d.cutOff })
    const v = JSON.stringify(viewOf(d, { cutOff: d.cutOff, updateLinks: new Map() }, 1))
    const mj = await mjmlMessage(d)
    const c = await compare({ rounds: 5, times: 20 }, { ours: () => renderMessage(d, { cutOff: d.cutOff }), theirs: () => mjmlMessage(d) })
    const bytes = Buffer.byteLength(m.html)
    const view = await compare({ rounds: 5, times: 20 }, { ours: () => viewOf(d, { cutOff: d.cutOff, updateLinks: new Map() }, 1), theirs: () => mjmlMessage(d) })
    console.log(n, d.role, 'rows', m.html.match(/<th scope="row"/g)?.length, 'rows in view', v.match(/"detailed"/g)?.length, bytes, mj.html.length, c, view.ours)
  }
}
