// A function that ends its process in the middle of an invocation; `event.code` is the exit code.
export async function handler(event) {
  console.log('leaving');
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.exit(event.code ?? 1);
}
