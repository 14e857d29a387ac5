import { aws_cloudwatch as cloudwatch, Duration, type aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse, requireKnown } from '../private/refusals';
import type { IClassifier } from './classifier';
import { EcsFargateClassifier } from './ecs-fargate-classifier';
import { endpointAlarms } from './monitoring/endpoint-alarms';
import { endpointRows } from './monitoring/endpoint-rows';
import { alarmTopic, type Route, route, snsActions, topicKey } from './monitoring/routing';
import { fineRows, modelRows, plainRows, serviceRows, taskRows } from './monitoring/rows';
import { serverAlarms } from './monitoring/server-alarms';
import { serviceAlarms } from './monitoring/service-alarms';
import { tasksMissing } from './monitoring/tasks-missing';
import type { WatchedEndpoint, WatchedFleet, WatchedService } from './monitoring/watched';
import { type MonitoringProps, Severity } from './monitoring-props';
import { QueueWorkerFleet } from './queue-worker-fleet';
import { SageMakerEndpointClassifier } from './sagemaker-endpoint-classifier';

/**
 * Alarms and a dashboard for a classifier. However many alarms are true, one message comes: a page while callers suffer, or else
 * a ticket; and one more when all is well again.
 */
export class Monitoring extends Construct {
  /** Where pages go; none where you gave `pages`. */
  public readonly pageTopic?: sns.Topic;
  /** Where tickets go; none where you gave `tickets`. */
  public readonly ticketTopic?: sns.Topic;
  /** True while anything is true that pages. */
  public readonly page: cloudwatch.CompositeAlarm;
  /** True while anything is true that makes a ticket; nobody is told while there is a page. */
  public readonly ticket: cloudwatch.CompositeAlarm;
  /** Is it fine? Then traffic, latency, errors, tasks, scaling, models and drift. */
  public readonly dashboard: cloudwatch.Dashboard;
  private readonly routes: Readonly<Record<Severity, Route>>;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { classifier, slowest = Duration.seconds(2), failingPercent = 1, rejectedPercent = 5 } = props;
    const limits = { slowestSeconds: slowest.toSeconds({ integral: false }), failingPercent, rejectedPercent };
    this.requireLimits(limits);
    const key = props.pages && props.tickets ? undefined : topicKey(this);
    this.pageTopic = key && !props.pages ? alarmTopic(this, 'PageTopic', key) : undefined;
    this.ticketTopic = key && !props.tickets ? alarmTopic(this, 'TicketTopic', key) : undefined;
    const pages = route(this, 'Page', {
      description: 'Callers suffer: the dashboard shows which alarm it is.',
      actions: this.pageTopic ? snsActions(this.pageTopic) : (props.pages ?? []),
    });
    const tickets = route(this, 'Ticket', {
      description: 'Worth a look in working hours: the dashboard shows which alarm it is.',
      actions: this.ticketTopic ? snsActions(this.ticketTopic) : (props.tickets ?? []),
      unless: pages.summary,
    });
    this.routes = { [Severity.PAGE]: pages, [Severity.TICKET]: tickets };
    this.page = pages.summary;
    this.ticket = tickets.summary;

    const rows: cloudwatch.IWidget[][] = [];
    if (classifier instanceof EcsFargateClassifier) rows.push(...this.watchService(classifier._watched, limits));
    else if (classifier instanceof QueueWorkerFleet) rows.push(...this.watchFleet(classifier, classifier._watched));
    else if (classifier instanceof SageMakerEndpointClassifier)
      rows.push(...this.watchEndpoint(classifier._watched, limits));
    else rows.push(...this.watchAny(classifier, limits));
    const alarms = [...pages.alarms, ...tickets.alarms];
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [...fineRows(alarms, classifier), ...rows],
      defaultInterval: Duration.hours(3),
    });
  }

  /** Lets an alarm of yours page, or make a ticket, with the others. */
  public addAlarm(alarm: cloudwatch.IAlarm, severity: Severity): void {
    this.routes[severity].alarms.push(alarm);
  }

  private watchService(watched: WatchedService, limits: Parameters<typeof serviceAlarms>[2]): cloudwatch.IWidget[][] {
    const { pages, tickets } = serviceAlarms(this, watched, limits);
    for (const alarm of pages) this.addAlarm(alarm, Severity.PAGE);
    for (const alarm of tickets) this.addAlarm(alarm, Severity.TICKET);
    this.watchServers(watched.serviceName);
    return [...serviceRows(watched), ...modelRows(watched.serviceName)];
  }

  private watchEndpoint(
    watched: WatchedEndpoint,
    limits: Parameters<typeof endpointAlarms>[2],
  ): cloudwatch.IWidget[][] {
    const { pages, tickets } = endpointAlarms(this, watched, limits);
    for (const alarm of pages) this.addAlarm(alarm, Severity.PAGE);
    for (const alarm of tickets) this.addAlarm(alarm, Severity.TICKET);
    this.watchServers(watched.endpointName);
    return [...endpointRows(watched), ...modelRows(watched.endpointName)];
  }

  private watchFleet({ alarms }: QueueWorkerFleet, watched: WatchedFleet): cloudwatch.IWidget[][] {
    const { serviceName, service, rows } = watched;
    const { noProgress, oldestJob, errorRate, parked, deadLetters } = alarms;
    for (const alarm of [noProgress, oldestJob, errorRate]) this.addAlarm(alarm, Severity.PAGE);
    for (const alarm of [parked, deadLetters, ...tasksMissing(this, service)]) this.addAlarm(alarm, Severity.TICKET);
    this.watchServers(serviceName);
    return [...rows(), ...taskRows(service), ...modelRows(serviceName)];
  }

  private watchServers(serviceName: string): void {
    for (const alarm of serverAlarms(this, serviceName)) this.addAlarm(alarm, Severity.TICKET);
  }

  private watchAny(classifier: IClassifier, limits: { slowestSeconds: number; failingPercent: number }) {
    const { slowestSeconds, failingPercent } = limits;
    const shared = {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    };
    const failed = new cloudwatch.MathExpression({
      expression: 'IF(failed >= 3, 100 * failed / (FILL(classified, 0) + failed), 0)',
      usingMetrics: { failed: classifier.metricFailed(), classified: classifier.metricClassified() },
      period: Duration.minutes(1),
    });
    const failing = { metric: failed, threshold: failingPercent, datapointsToAlarm: 3 };
    const slow = { metric: classifier.metricLatency(), threshold: slowestSeconds };
    this.addAlarm(new cloudwatch.Alarm(this, 'Faults', { ...shared, ...failing }), Severity.PAGE);
    this.addAlarm(new cloudwatch.Alarm(this, 'SlowAnswers', { ...shared, ...slow }), Severity.TICKET);
    return plainRows(classifier);
  }

  private requireLimits(limits: { slowestSeconds: number; failingPercent: number; rejectedPercent: number }): void {
    requireKnown(this, 'monitoring-limits', limits);
    const { slowestSeconds, failingPercent, rejectedPercent } = limits;
    if (!(slowestSeconds > 0))
      refuse(this, 'monitoring-limits', `slowest must be more than 0 s, got ${slowestSeconds} s`);
    for (const [name, value] of Object.entries({ failingPercent, rejectedPercent })) {
      if (!(value > 0 && value <= 100)) {
        refuse(this, 'monitoring-limits', `${name} must be more than 0 and at most 100, got ${value}`);
      }
    }
  }
}
