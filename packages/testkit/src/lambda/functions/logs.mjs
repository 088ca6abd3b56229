// A function that logs `event.lines`.
export async function handler(event) {
  for (const line of event.lines) console.log(line);
}
