namespace EdgeOrch.Containers.Cgroups;

/// <summary>How long the tasks of a container waited for a resource: some of them, or all at once (Documentation/accounting/psi.rst).</summary>
/// <param name="Some">While at least one waited.</param>
/// <param name="Full">While all waited at once; zeroes where the kernel does not tell.</param>
public readonly record struct Pressure(PressureTime Some, PressureTime Full);
