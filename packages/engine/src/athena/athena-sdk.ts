// The parts of AWS's client that are used, as a module to be loaded when Athena is asked: 0.3 MB of code.
// Bundled, a package of CommonJS loses its names where it is imported dynamically itself.
export {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
