// `npx sst deploy --stage NAME`: the lake in your own AWS account. docs/deploy.md lists every resource, its reason and its settings.
/// <reference path="./.sst/platform/config.d.ts" />
export default $config({
  app(input) {
    return {
      name: 'tracelake',
      home: 'aws',
      // The bucket outlives `sst remove`, unless told otherwise in so many words.
      removal: process.env['TRACELAKE_REMOVE_DATA'] === 'yes' ? 'remove' : 'retain',
      protect: input.stage === 'production' && process.env['TRACELAKE_PROTECT'] !== 'no',
      providers: { aws: { defaultTags: { tags: { product: 'tracelake', stage: input.stage ?? '' } } } },
    };
  },
  async run() {
    const { createStack } = await import('./infra/stack.ts');
    return createStack(process.env);
  },
});
