namespace EdgeOrch.ControlPlane.Storage;

/// <summary>One page of a scan.</summary>
/// <param name="Documents">In key order.</param>
/// <param name="NextAfterKey">Pass it as <c>afterKey</c> to go on; null when this was the last page.</param>
internal sealed record StorePage(IReadOnlyList<StoredDocument> Documents, string? NextAfterKey);
