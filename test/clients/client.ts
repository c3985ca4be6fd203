/** What a mail client makes of the HTML before anything is drawn. */
export type Client = (html: string) => string

/** Everything there is: Apple Mail, Thunderbird. */
export const whole: Client = (html) => html

/**
 * Without a style sheet: what Gmail leaves of a message that came with an odd attachment, and
 * lists.
 */
export const withoutStyle: Client = (html) => html.replaceAll(/<style\b[\s\S]*?<\/style>/g, '')

/** Nothing loads, and the words stand in for it. */
export const withoutPictures: Client = (html) =>
  html.replaceAll(/(<img\b[^>]*?\bsrc=")[^"]*"/g, '$1about:invalid"')

/**
 * Word's engine in Outlook for Windows, as caniemail describes it: its conditional comments are
 * read and no media query is; a width counts on tables, cells and pictures alone, a padding on
 * cells alone, and a `div` fills what it stands in.
 */
export const outlook: Client = (html) =>
  html
    .replaceAll(/<!--\[if !mso\]><!-->[\s\S]*?<!--<!\[endif\]-->/g, '')
    .replaceAll(/<!--\[if lte mso 11\]>[\s\S]*?<!\[endif\]-->/g, '')
    .replaceAll(/<!--\[if mso(?: \| IE)?\]>([\s\S]*?)<!\[endif\]-->/g, '$1')
    .replaceAll(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
    .replaceAll(/<style media=[\s\S]*?<\/style>/g, '')
    .replaceAll('mso-padding-alt', 'padding')
    .replace('</head>', `<style>${wordsOwnRules}</style></head>`)

const wordsOwnRules = `
  div { display: block !important; width: auto !important; max-width: none !important; }
  div[style*="display:none"] { display: none !important; }
  a { display: inline !important; }
  a, div, p, h1, h2, caption { padding: 0 !important; }
  table { table-layout: auto !important; }
  * { border-radius: 0 !important; white-space: normal !important; overflow-wrap: normal !important; }
`
