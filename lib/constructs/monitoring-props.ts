import type { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { IClassifier } from './classifier';

/** How urgent it is. */
export enum Severity {
  /** Callers suffer now: somebody is woken. */
  PAGE = 'page',
  /** Somebody looks at it in working hours. */
  TICKET = 'ticket',
}

/** What can be chosen for a monitoring. */
export interface MonitoringProps {
  /** What is watched. */
  readonly classifier: IClassifier;

  /**
   * What a page does, such as `new SnsAction(topic)`.
   *
   * @default - an encrypted topic, `pageTopic`
   */
  readonly pages?: cloudwatch.IAlarmAction[];

  /**
   * What a ticket does.
   *
   * @default - an encrypted topic, `ticketTopic`
   */
  readonly tickets?: cloudwatch.IAlarmAction[];

  /**
   * The time within which 99 of 100 requests are to be answered; longer for five minutes is a ticket. For a service.
   *
   * @default Duration.seconds(2)
   */
  readonly slowest?: Duration;

  /**
   * The share of requests, in percent, that may fail without blame of their caller; more in three of five minutes pages. For a
   * service: the alarms of a fleet are its own.
   *
   * @default 1
   */
  readonly failingPercent?: number;

  /**
   * The share of requests, in percent, that may be turned away because all servers are busy; more for five minutes pages, as
   * scaling should have helped by then.
   *
   * @default 5
   */
  readonly rejectedPercent?: number;
}
