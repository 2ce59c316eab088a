namespace EdgeOrch.Contracts.Api;

/// <summary>What <c>POST /v1/apply</c> did, document by document.</summary>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Deployments">One entry for each document.</param>
public sealed record ApplyResult(bool DryRun, IReadOnlyList<AppliedDeployment> Deployments);
