// Public names of this package: what tests, benches and the documentation of the variables use.
export { type Environment, type ParsedSettings, parseSettings, type Settings } from './core/settings.ts';
export { VARIABLE_PREFIX, VARIABLES, type Variable, type VariableName } from './core/variable-table.ts';
export { costTable, unitsTable } from './pages/cost-table.ts';
export { variablesTable } from './pages/variables-table.ts';
