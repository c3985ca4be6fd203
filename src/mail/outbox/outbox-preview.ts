import PostalMime, { type Attachment } from 'postal-mime'

/**
 * The HTML that a composed message shows, its inline images inside it: a page that stands alone.
 */
export async function previewOf(bytes: Buffer): Promise<string> {
  const { html, text, attachments } = await PostalMime.parse(bytes)
  const images = new Map(attachments.map((image) => [contentIdOf(image), image]))
  return (html ?? `<pre>${escaped(text ?? '')}</pre>`).replace(
    /\bcid:([^"'\s)>]+)/g,
    (reference, cid: string) => dataUrl(images.get(cid)) ?? reference,
  )
}

function contentIdOf({ contentId }: Attachment): string {
  return (contentId ?? '').replace(/^<|>$/g, '')
}

function dataUrl(image: Attachment | undefined): string | null {
  if (image === undefined || typeof image.content === 'string') return null
  const bytes = Buffer.from(new Uint8Array(image.content))
  return `data:${image.mimeType};base64,${bytes.toString('base64')}`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
