// The template validator costs seconds per test file; test/strict.test.ts switches it on for every example.
process.env.CDK_VALIDATION = 'false';
