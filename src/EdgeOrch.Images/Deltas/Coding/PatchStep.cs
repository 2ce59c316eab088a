namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>One step through a changed file: bytes that stand beside old ones, then bytes of their own.</summary>
/// <param name="Beside">How many bytes stand beside old ones, most of them equal.</param>
/// <param name="Fresh">How many bytes follow that do not.</param>
/// <param name="Old">Where the old ones begin.</param>
internal readonly record struct PatchStep(long Beside, long Fresh, long Old);
