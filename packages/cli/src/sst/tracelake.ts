// For your own SST app: gives your functions the layer of a deployed Tracelake, the stream's name, the table's version, and the right to send to it.
// Imported as `tracelake/sst`. One file without imports: SST puts its globals into whatever it bundles, and this is bundled as it stands.

/** Lambda's own limit. */
const MAX_LAYERS = 5;

export interface TracelakeArgs {
  /** Stage that Tracelake itself was deployed as. Default: `production`. */
  readonly stage?: string;
  /** The stack's outputs `stream` and `layer`, where they are not found by the stage. */
  readonly stream?: $util.Input<string>;
  readonly layer?: $util.Input<string>;
  /** Its output `schemaVersion`. Default: the version that the newest layer names; of a `layer` that is given, none. */
  readonly schemaVersion?: $util.Input<string>;
  /** Every function that is made after this one. */
  readonly instrumentAll?: boolean;
  /** Names of functions that are left alone. */
  readonly exclude?: readonly RegExp[];
  /** More variables for each instrumented function: `TRACELAKE_SAMPLE_RATE`, `OTEL_SERVICE_NAME` … The function's own win. */
  readonly environment?: Readonly<Record<string, $util.Input<string>>>;
}

/**
 * `new Tracelake('Observability', { instrumentAll: true })`, before the functions; or for one of them
 * `new sst.aws.Function('Api', observability.instrument({ handler: … }))`; or `link: [observability]` for who sends by hand.
 */
export class Tracelake extends $util.ComponentResource {
  readonly stream: $util.Output<string>;
  readonly streamArn: $util.Output<string>;
  readonly layer: $util.Output<string>;
  /** Empty where nobody says it. */
  readonly schemaVersion: $util.Output<string>;
  readonly #args: TracelakeArgs;
  #hasToldOfVpc = false;

  constructor(name: string, args: TracelakeArgs = {}, options?: $util.ComponentResourceOptions) {
    super('tracelake:sst:Tracelake', name, {}, options);
    const { stage = 'production', instrumentAll = false } = args;
    const ours = { parent: this };
    this.#args = args;
    this.stream = $util.output(args.stream ?? `tracelake-${stage}-spans`);
    // Without a version: the newest there is.
    const newest = () => aws.lambda.getLayerVersionOutput({ layerName: `tracelake-${stage}-extension` }, ours);
    const found = args.layer === undefined ? newest() : { arn: args.layer, description: '' };
    this.layer = $util.output(found.arn);
    this.schemaVersion = $util.output(args.schemaVersion ?? $util.output(found.description).apply(versionIn));
    const { partition } = aws.getPartitionOutput({}, ours);
    const { region } = aws.getRegionOutput({}, ours);
    const { accountId } = aws.getCallerIdentityOutput({}, ours);
    this.streamArn = $util.interpolate`arn:${partition}:firehose:${region}:${accountId}:deliverystream/${this.stream}`;
    this.registerOutputs({ stream: this.stream, layer: this.layer, schemaVersion: this.schemaVersion });
    if (instrumentAll) $transform(sst.aws.Function, this.transform);
  }

  /** For `$transform(sst.aws.Function, observability.transform)`: functions made after it. */
  readonly transform = (args: sst.aws.FunctionArgs, _options: unknown, name: string): void => {
    const refusal = this.refusal(args, name);
    // SST reads what stands in the same object afterwards.
    if (refusal === null) Object.assign(args, this.instrument(args, name));
    else if (refusal !== '') void $util.log.info(`Tracelake leaves ${name} alone: ${refusal}.`, this);
  };

  /** A function's arguments with what it needs to send. */
  instrument(args: sst.aws.FunctionArgs, name = 'A function'): sst.aws.FunctionArgs {
    if (args.role !== undefined) {
      const text = `${name} has a role of its own, which gets no permission here: add firehose:PutRecordBatch on the stream.`;
      void $util.log.warn(`Tracelake: ${text}`, this);
    }
    if (args.vpc !== undefined) this.#tellOfVpc(name);
    return {
      ...args,
      layers: $util
        .all([$util.output(args.layers ?? []), this.layer])
        .apply(([theirs, layer]) => (theirs.length < MAX_LAYERS ? [...theirs, layer] : this.#tooMany(theirs))),
      environment: $util
        .all([$util.output(args.environment ?? {}), this.#variables(), $util.output(this.#args.environment ?? {})])
        .apply(([theirs, ours, more]) => ({ ...ours, ...more, ...theirs })),
      permissions: $util
        .all([$util.output(args.permissions ?? []), this.streamArn])
        .apply(([theirs, arn]) => [...theirs, { actions: ['firehose:PutRecordBatch'], resources: [arn] }]),
    };
  }

  /** Why a function is not instrumented; empty where its owner said so, `null` where it is. */
  refusal(args: sst.aws.FunctionArgs, name: string): string | null {
    if (this.#args.exclude?.some((pattern) => pattern.test(name)) === true) return '';
    // Where its `dev` is false, it runs in AWS all the same.
    if ($dev && args.dev !== false) return 'in sst dev its code runs on this machine, where a layer does not';
    const { runtime, python } = args;
    if (python !== undefined) return 'the layer needs the Node of a Node.js runtime';
    if (typeof runtime === 'string' && !runtime.startsWith('nodejs')) return `${runtime} has no Node for the layer`;
    return null;
  }

  /** For `link: [observability]`. */
  getSSTLink() {
    return {
      properties: { stream: this.stream },
      include: [sst.aws.permission({ actions: ['firehose:PutRecordBatch'], resources: [this.streamArn] })],
    };
  }

  #variables() {
    return $util.all([this.stream, this.schemaVersion]).apply(
      ([stream, version]): Record<string, string> => ({
        TRACELAKE_STREAM_NAME: stream,
        ...(version === '' ? {} : { TRACELAKE_SCHEMA_VERSION: version }),
      }),
    );
  }

  /** Once: it is the same for every function of a VPC, and may well be there. */
  #tellOfVpc(name: string): void {
    if (this.#hasToldOfVpc) return;
    this.#hasToldOfVpc = true;
    const text = `${name} is in a VPC, from which spans need a way to Firehose: NAT, or an interface endpoint for kinesis-firehose.`;
    void $util.log.warn(`Tracelake: ${text}`, this);
  }

  #tooMany(theirs: string[]): string[] {
    void $util.log.warn(`Tracelake: a function has ${MAX_LAYERS} layers already, the most there may be.`, this);
    return theirs;
  }
}

/** In a layer's description, as the stack writes it; empty in that of an older one. */
function versionIn(description: string): string {
  return /version (\d+\.\d+\.\d+)$/.exec(description)?.[1] ?? '';
}
