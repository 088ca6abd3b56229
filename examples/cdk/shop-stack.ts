// CDK: one aspect instruments every Node.js function of an app.
import { App, Aspects, type IAspect, Stack, type StackProps } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, LayerVersion, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';

/** What `npx sst deploy` of Tracelake printed. */
interface TracelakeOutputs {
  readonly layer: string;
  readonly stream: string;
  readonly schemaVersion: string;
  readonly senderPolicy: string;
}

class InstrumentedFunctions implements IAspect {
  constructor(private readonly outputs: TracelakeOutputs) {}

  visit(node: IConstruct): void {
    if (!(node instanceof LambdaFunction) || node.runtime.family !== RuntimeFamily.NODEJS) return;
    const { layer, stream, schemaVersion, senderPolicy } = this.outputs;
    node.addLayers(LayerVersion.fromLayerVersionArn(node, 'TracelakeLayer', layer));
    node.addEnvironment('TRACELAKE_STREAM_NAME', stream);
    node.addEnvironment('TRACELAKE_SCHEMA_VERSION', schemaVersion);
    node.role?.addManagedPolicy(ManagedPolicy.fromManagedPolicyArn(node, 'TracelakePolicy', senderPolicy));
  }
}

class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new LambdaFunction(this, 'Cart', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    });
  }
}

const app = new App();
new ShopStack(app, 'Shop');
Aspects.of(app).add(
  new InstrumentedFunctions({
    layer: 'arn:aws:lambda:us-east-1:123456789012:layer:tracelake-production-extension:1',
    stream: 'tracelake-production-spans',
    schemaVersion: '0.1.0',
    senderPolicy: 'arn:aws:iam::123456789012:policy/tracelake-production-send-spans-us-east-1',
  }),
);
app.synth();
