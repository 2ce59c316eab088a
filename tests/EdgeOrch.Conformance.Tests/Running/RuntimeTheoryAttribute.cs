using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>Several tests of the runtime under test; <see cref="Differences"/> may say that one or all fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
public sealed class RuntimeTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : TheoryAttribute(file, line)
{
    public sealed class Discoverer : TheoryDiscoverer
    {
        // Each case may differ by itself, so that each is one of its own from the beginning.
        public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
        {
            discoveryOptions.SetPreEnumerateTheories(true);
            return base.Discover(discoveryOptions, testMethod, factAttribute);
        }

        protected override ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForDataRow(
            ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, ITheoryAttribute theoryAttribute, ITheoryDataRow dataRow, object?[] testMethodArguments, string? index)
        {
            ArgumentNullException.ThrowIfNull(testMethod);
            var details = TestIntrospectionHelper.GetTestCaseDetailsForTheoryDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, testMethodArguments, index);
            return new([new RuntimeTestCase(testMethod, details.TestCaseDisplayName, details.UniqueID, details.Explicit, TestIntrospectionHelper.GetTraits(testMethod, dataRow), testMethodArguments)]);
        }
    }
}
