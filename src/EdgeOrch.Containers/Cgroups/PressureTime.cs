namespace EdgeOrch.Containers.Cgroups;

/// <summary>Share of time, and time, that was lost waiting.</summary>
/// <param name="Average10">Percent over the last 10 s.</param>
/// <param name="Average60">Percent over the last minute.</param>
/// <param name="Average300">Percent over the last 5 minutes.</param>
/// <param name="TotalMicroseconds">In all since the start.</param>
public readonly record struct PressureTime(double Average10, double Average60, double Average300, long TotalMicroseconds);
