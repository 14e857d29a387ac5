import type { Refusal } from './refusal';

/** What is impossible for a release. */
export const releaseRefusals = {
  'golden-pictures': {
    summary: 'The golden pictures are not there, or golden.json does not say what must be seen in them.',
    advice:
      'Put up to 100 pictures and a golden.json with the label of each into one folder; for drawn(), run `npm ci` in a checkout that was never built.',
  },
  'golden-pictures-model': {
    summary: 'A golden picture for a multi-model endpoint does not say which model must know it.',
    advice: 'Give every picture the model as callers name it, such as shoes/1.tar.gz; it must have been published.',
  },
  'release-bake-time': {
    summary: 'bakeTime or stepBakeTime is no whole number of minutes from 0 to 1440.',
    advice: 'Use some 10 minutes: an alarm needs 3 to notice a bad release.',
  },
  'release-golden-model': {
    summary: 'The drawn pictures are known to the demo model of the bundled image only.',
    advice: 'Give pictures of what your model knows: GoldenPictures.fromAsset() or GoldenPictures.fromPictures().',
  },
  'release-golden-way': {
    summary: 'Golden pictures could not come to the load balancer, or not believe its certificate.',
    advice:
      'Give Access the domainName of the certificate; where only some addresses of the internet may call, release without golden pictures.',
  },
  'release-load-balancer': {
    summary: 'Traffic is moved in steps at a load balancer, and the classifier has none.',
    advice: 'Use Release.rolling(), or Access.privateNetwork() for a load balancer with private addresses.',
  },
  'release-percent': {
    summary: 'The share of the traffic is outside of what Amazon ECS can move, or no step of 0.1.',
    advice: 'Use 5 for the percent of a canary (0.1 to 100), or 10 for the stepPercent of linear() (3 to 100).',
  },
  'release-scaling': {
    summary: 'Scaling follows the requests of one group of tasks, but with such a release two groups take turns.',
    advice: 'Use another Scaling, which looks at all tasks, or Release.rolling().',
  },
  'release-sign-in': {
    summary:
      'Amazon ECS would move traffic by rules that it writes anew, and AWS does not say that it keeps a sign-in in them: it might let in everybody.',
    advice: 'Use Release.rolling() with signIn, or apiKeys, which the tasks themselves ask for.',
  },
  'release-test-port': {
    summary: 'testListenerPort is no free port, or nothing would listen there.',
    advice: 'Leave it out; it only matters for golden pictures and a load balancer with private addresses.',
  },
} as const satisfies Record<string, Refusal>;
