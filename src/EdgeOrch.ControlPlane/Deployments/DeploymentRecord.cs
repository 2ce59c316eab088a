namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>What is stored of a deployment.</summary>
internal sealed record DeploymentRecord
{
    /// <summary>Revisions kept, at most.</summary>
    public const int KeptRevisions = 20;

    /// <summary>Bytes of revisions kept, at most, as they are stored; but always the last two. Below <see cref="Storage.StoreLimits.MaxDocumentBytes"/>, whatever two revisions can have.</summary>
    public const int KeptBytes = 4 * 1024 * 1024;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Kept revisions, oldest first; empty when there is no such deployment.</summary>
    public IReadOnlyList<DeploymentRevision> Revisions { get; init; } = [];

    /// <summary>The revision that every selected device has been given; below the current one while it is being given.</summary>
    public int DispatchedRevision { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }
}
