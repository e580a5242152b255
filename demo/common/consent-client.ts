/** Opens a consent page; resolves with the fields its forms carry along. */
export async function openConsentPage(authorizationUrl: string): Promise<URLSearchParams> {
  const response = await fetch(authorizationUrl, { redirect: 'manual' });
  const html = await response.text();
  if (response.status !== 200) {
    throw new Error(`the consent page answered ${response.status} ${response.headers.get('location') ?? ''}`);
  }
  const form = /<form.*?<\/form>/s.exec(html)?.[0] ?? '';
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields.set(
      name,
      value.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code))),
    );
  }
  return fields;
}

/** Sends one of its forms; resolves with where the browser is sent. */
export async function press(authorizationUrl: string, action: string, fields: URLSearchParams): Promise<string> {
  const response = await fetch(new URL(action, authorizationUrl), { method: 'POST', body: fields, redirect: 'manual' });
  const location = response.headers.get('location');
  if (response.status !== 302 || location === null) throw new Error(`the consent form answered ${response.status}`);
  return location;
}
