const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What a person sees instead of the window where a browser may not come in. No script, no image. */
export const signInPage = (message: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Cameo</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 34rem; padding: 0 1rem; color-scheme: light dark }
</style>
<h1>Cameo</h1>
<p>${message.replace(/[&<>"]/g, (sign) => escapes[sign])}</p>
<p><a href="/">Try again</a></p>
</html>
`
