namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>A test that one runtime is known to fail: there it counts as an expected difference, and passing it is the failure unless the outcome is a race.</summary>
/// <param name="Runtime"><see cref="RuntimeUnderTest.Name"/>.</param>
/// <param name="Test">Class and method, <c>KillTests.Kill_Stopped_Fails</c>.</param>
/// <param name="Case">A part of the arguments that the case is told by; null means every case.</param>
/// <param name="Reason">What the runtime does in place of it, and why, if that is known.</param>
/// <param name="Always">False where the runtime races with the container, so that passing proves nothing.</param>
internal sealed record Difference(string Runtime, string Test, string? Case, string Reason, bool Always = true)
{
    /// <summary>The one that speaks of this test and the runtime of this run, or null.</summary>
    public static Difference? Of(string displayName) => Differences.All.FirstOrDefault(difference => difference.Runtime == RuntimeUnderTest.Name && difference.Names(displayName));

    // A display name is namespace, class, method and perhaps arguments.
    private bool Names(string displayName)
    {
        var end = displayName.IndexOf('(', StringComparison.Ordinal);
        var (name, arguments) = end < 0 ? (displayName, "") : (displayName[..end], displayName[end..]);
        return name.EndsWith("." + Test, StringComparison.Ordinal) && (Case is null || arguments.Contains(Case, StringComparison.Ordinal));
    }
}
