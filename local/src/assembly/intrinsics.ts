import { LocalFailure } from '../local-failures';
import { account, identityOf, type Places, region } from './identities';
import { type Fields, isFields, type Template } from './template';

const noValue = Symbol('AWS::NoValue');
type Intrinsic = (argument: unknown) => unknown;

/** Evaluates the functions of CloudFormation as they come out on this machine. */
export class Intrinsics {
  private readonly open = new Set<string>();
  private readonly functions: Readonly<Record<string, Intrinsic>>;

  /** @param onUnknown hears of functions and parameters that have no value here */
  constructor(
    private readonly template: Template,
    private readonly places: Places,
    private readonly stack: string,
    private readonly onUnknown: (what: string) => void,
  ) {
    const list = (value: unknown) => this.value(value) as unknown[];
    this.functions = {
      Ref: (name) => this.reference(String(name)),
      'Fn::GetAtt': (path) => {
        const [id, ...attribute] = typeof path === 'string' ? path.split('.') : (path as string[]);
        return this.identity(id, attribute.join('.'));
      },
      'Fn::Join': (argument) => {
        const [separator, items] = list(argument) as [string, unknown[]];
        return items.map(String).join(separator);
      },
      'Fn::Split': (argument) => {
        const [separator, text] = list(argument) as [string, string];
        return text.split(separator);
      },
      'Fn::Select': (argument) => {
        const [place, items] = list(argument) as [number, unknown[]];
        return items[Number(place)];
      },
      'Fn::Sub': (argument) => this.substitute(argument),
      'Fn::If': (argument) => {
        const [condition, yes, no] = argument as [string, unknown, unknown];
        return this.value(this.holds(condition) ? yes : no);
      },
      'Fn::FindInMap': (argument) => {
        const [map, first, second] = list(argument).map(String);
        return this.template.Mappings?.[map]?.[first]?.[second] ?? this.unknown(`Fn::FindInMap ${map}`);
      },
      'Fn::Base64': (text) => Buffer.from(String(this.value(text))).toString('base64'),
      'Fn::GetAZs': () => [`${region}a`, `${region}b`, `${region}c`],
      'Fn::Equals': (argument) => {
        const [one, other] = list(argument);
        return String(one) === String(other);
      },
      'Fn::Not': (argument) => !list(argument)[0],
      'Fn::And': (argument) => list(argument).every(Boolean),
      'Fn::Or': (argument) => list(argument).some(Boolean),
      Condition: (name) => this.holds(String(name)),
    };
  }

  /** The properties of a resource without any function left in them. */
  properties(properties: Fields = {}): Fields {
    return this.value(properties) as Fields;
  }

  /** Whether a condition of the template is true. */
  holds(name: string): boolean {
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) throw new LocalFailure('local-template-invalid', `There is no condition ${name}.`);
    return Boolean(this.value(condition));
  }

  private value(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item)).filter((item) => item !== noValue);
    if (!isFields(value)) return value;
    const [name, argument] = Object.entries(value)[0] ?? [];
    if (Object.keys(value).length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
      // A policy may have a `Condition` of its own, which is no function.
      if (name !== 'Condition' || typeof argument === 'string') {
        return this.functions[name]?.(argument) ?? this.unknown(name);
      }
    }
    const entries = Object.entries(value).map(([key, item]) => [key, this.value(item)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
  }

  private reference(name: string): unknown {
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.stack,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${this.stack}/0`,
      'AWS::NoValue': noValue,
    };
    if (name in pseudo) return pseudo[name];
    const parameter = this.template.Parameters?.[name];
    if (parameter) return parameter.Default ?? this.unknown(`parameter ${name} without a default`);
    return this.identity(name, undefined);
  }

  private identity(id: string, attribute: string | undefined): string {
    const resource = this.template.Resources[id];
    if (!resource) throw new LocalFailure('local-template-invalid', `Something refers to ${id}, which does not exist.`);
    if (this.open.has(id)) throw new LocalFailure('local-template-invalid', `The name of ${id} depends on itself.`);
    this.open.add(id);
    const names = Object.entries(resource.Properties ?? {}).filter(([key]) => /Name$|^Cluster$/.test(key));
    const properties = this.properties(Object.fromEntries(names));
    this.open.delete(id);
    return identityOf({ Type: resource.Type, id, properties }, attribute, this.places);
  }

  private substitute(argument: unknown): string {
    const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Fields];
    const names = this.value(own) as Fields;
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in names) return String(names[name]);
      const isReference = name.startsWith('AWS::') || !name.includes('.');
      return String(isReference ? this.reference(name) : this.functions['Fn::GetAtt'](name));
    });
  }

  private unknown(what: string): string {
    this.onUnknown(what);
    return '';
  }
}
