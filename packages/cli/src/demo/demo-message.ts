// What the shop's process tells the process that started it.

export type DemoMessage =
  | {
      readonly kind: 'history-sent';
      readonly spans: number;
      readonly lostSpans: number;
      readonly fromUnixNano: string;
    }
  | { readonly kind: 'trouble'; readonly message: string };
