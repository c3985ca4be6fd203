/** The address of an account's page; `part` is empty for its form. */
export function accountHref(accountId: string, part: '' | '/saved' | '/unchanged' = ''): string {
  return `/accounts/${encodeURIComponent(accountId)}${part}`
}

/** Where each kind of link leads, with its token after it. */
export const entrances = {
  update: '/update',
  list: '/list',
  view: '/view',
  unsubscribe: '/unsubscribe',
  revert: '/revert',
} as const
