using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>A test case that <see cref="Differences"/> may say to fail.</summary>
public sealed class RuntimeTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialisation")]
    public RuntimeTestCase()
    {
    }

    public RuntimeTestCase(IXunitTestMethod method, string name, string id, bool isExplicit, Dictionary<string, HashSet<string>> traits, object?[]? arguments)
        : base(method, name, id, isExplicit, traits: traits, testMethodArguments: arguments)
    {
    }

    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings)
    {
        ArgumentNullException.ThrowIfNull(cancellationTokenSource);
        var difference = Difference.Of(TestCaseDisplayName);
        if (difference is null)
            return await XunitRunnerHelper.RunXunitTestCase(this, messageBus, cancellationTokenSource, parallelMode, scheduler, aggregator, explicitOption, constructorArguments, methodFixtureMappings);

        var runner = new Runner(difference);
        var tests = await CreateTests();
        return await runner.Run(
            this, tests, messageBus, aggregator, cancellationTokenSource, parallelMode, scheduler, TestCaseDisplayName, SkipReason, explicitOption, constructorArguments, methodFixtureMappings);
    }

    private sealed class Runner(Difference difference) : XunitTestCaseRunner
    {
        protected override async ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) =>
            await new DifferenceAwareTestRunner(difference).Run(
                test, ctxt.MessageBus, ctxt.ConstructorArguments, ctxt.ExplicitOption, ctxt.Aggregator.Clone(), ctxt.CancellationTokenSource, ctxt.ParallelMode,
                ctxt.Scheduler, ctxt.BeforeAfterTestAttributes, ctxt.CaseFixtureMappings);
    }
}
