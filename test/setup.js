// The template validator costs seconds per test file; test/strict.test.ts switches it on for every example.
process.env.CDK_VALIDATION = 'false';
// A stack trace of each resource, a hundred calls deep and mapped to sources, is a tenth of a synthesis; no test reads one.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
