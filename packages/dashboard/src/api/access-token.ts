// The token of a lake that needs one: asked for once, kept in this window's session.

const KEY = 'tracelake.token';

export function accessToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function keepAccessToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}
