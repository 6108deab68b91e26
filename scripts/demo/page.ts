import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

export type Theme = 'light' | 'dark'

/** GitHub's colours of a comment. */
const COLOURS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  light: {
    page: '#ffffff',
    head: '#f6f8fa',
    line: '#d1d9e0',
    text: '#1f2328',
    muted: '#59636e',
    link: '#0969da',
    code: '#818b981f'
  },
  dark: {
    page: '#0d1117',
    head: '#151b23',
    line: '#3d444d',
    text: '#f0f6fc',
    muted: '#9198a1',
    link: '#4493f8',
    code: '#656c7633'
  }
}

export interface PageOptions {
  readonly theme: Theme
  /** The title of the page, as the tab of a browser shows it. */
  readonly title: string
  /** HTML for the head of the box: who wrote the comment, or what it is. */
  readonly head: string
  /** Whether to open the folded sections. */
  readonly unfolded?: boolean
  /** Pixels, for a page as narrow as a phone. A browser's window cannot be that narrow. */
  readonly width?: number
}

/** The heads of the comment and of the job summary. */
export const HEADS = {
  comment: { title: 'The comment in the pull request', head: '<b>github-actions</b> bot commented' },
  summary: { title: 'The job summary of a release', head: 'Deploy summary' }
} as const

/**
 * Renders Markdown as GitHub does, with its tables and its sanitiser, as a page that looks like a comment there.
 * @returns HTML
 */
export async function pageOf(
  markdown: string,
  { theme, title, head, unfolded = false, width }: PageOptions
): Promise<string> {
  const rendered = await unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    .use(rehypeSanitize)
    .use(rehypeStringify)
    .process(markdown)
  const html = String(rendered)
  const c = COLOURS[theme]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { background: ${c['page']}; color: ${c['text']}; font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif, "Noto Color Emoji"; ${width === undefined ? 'margin: 24px; max-width: 900px' : `margin: 16px; width: ${width - 32}px`}; }
.box { border: 1px solid ${c['line']}; border-radius: 6px; }
.head { background: ${c['head']}; border-bottom: 1px solid ${c['line']}; border-radius: 6px 6px 0 0; color: ${c['muted']}; padding: 8px 16px; }
.body { padding: 16px; overflow-wrap: break-word; }
a { color: ${c['link']}; text-decoration: none; }
h1, h2, h3 { border-bottom: 1px solid ${c['line']}; margin: 0 0 16px; padding-bottom: .3em; font-weight: 600; line-height: 1.25; }
h2 { font-size: 1.5em; }
code { background: ${c['code']}; border-radius: 6px; font: 85%/1.5 ui-monospace, SFMono-Regular, "DejaVu Sans Mono", Menlo, monospace; padding: .2em .4em; white-space: break-spaces; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow: auto; margin: 0 0 16px; width: max-content; }
th, td { border: 1px solid ${c['line']}; padding: 6px 13px; }
tr:nth-child(2n) { background: ${c['head']}; }
blockquote { border-left: .25em solid ${c['line']}; color: ${c['muted']}; margin: 0 0 16px; padding: 0 1em; }
details { margin: 0 0 16px; }
summary { cursor: pointer; }
p, ul { margin: 0 0 16px; }
.body > :last-child { margin-bottom: 0; }
</style>
<div class="box"><div class="head">${head}</div><div class="body">
${unfolded ? html.replaceAll('<details>', '<details open>') : html}
</div></div>
</html>
`
}
