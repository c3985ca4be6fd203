import type { AccountManagerDigest } from '../report/digest/account-manager.js'
import type { AdminDigest } from '../report/digest/admin.js'
import type { ExecutiveDigest } from '../report/digest/digest.js'

export type Digest = ExecutiveDigest | AccountManagerDigest | AdminDigest
