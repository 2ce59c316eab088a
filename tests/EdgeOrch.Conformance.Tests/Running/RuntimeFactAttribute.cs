using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>A test of the runtime under test; <see cref="Differences"/> may say that it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
public sealed class RuntimeFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line)
{
    public sealed class Discoverer : FactDiscoverer
    {
        protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
        {
            ArgumentNullException.ThrowIfNull(testMethod);
            var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
            return new RuntimeTestCase(testMethod, details.TestCaseDisplayName, details.UniqueID, details.Explicit, TestIntrospectionHelper.GetTraits(testMethod, null), null);
        }
    }
}
