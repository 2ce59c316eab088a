namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>The answer to a request to replace the supervisor.</summary>
/// <param name="Replaced">False when what runs is the installed program already.</param>
/// <param name="Version">Version of the supervisor that runs now.</param>
internal sealed record ReplacementOutcome(bool Replaced, string Version);
