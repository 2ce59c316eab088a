namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Pure decisions about a deployment's revisions.</summary>
internal static class DeploymentPlanner
{
    /// <summary>Whether a change differs from a revision: in what it means, or in what its image tags point to now.</summary>
    public static bool IsChange(DeploymentRevision current, DeploymentChange change) =>
        !Same(current.Manifest, change.Manifest) || !Same(current.Images, change.Images);

    /// <summary>The record with one more revision, the oldest beyond <see cref="DeploymentRecord.KeptRevisions"/> and <see cref="DeploymentRecord.KeptBytes"/> dropped.</summary>
    public static DeploymentRecord WithRevision(DeploymentRecord record, DeploymentChange change, DateTimeOffset now)
    {
        var number = record.Revisions.Count == 0 ? 1 : record.Revisions[^1].Revision + 1;
        var revision = new DeploymentRevision(number, now, change.Text, change.Manifest, change.Images);
        return record with
        {
            CreatedAt = record.Revisions.Count == 0 ? now : record.CreatedAt,
            Revisions = Kept([.. record.Revisions, revision]),
        };
    }

    private static DeploymentRevision[] Kept(DeploymentRevision[] revisions)
    {
        // The one before the last stays in any case: until the last is given to all, it tells which devices have the deployment.
        var count = Math.Min(2, revisions.Length);
        var bytes = revisions.TakeLast(count).Sum(Bytes);
        while (count < Math.Min(revisions.Length, DeploymentRecord.KeptRevisions) && (bytes += Bytes(revisions[^(count + 1)])) <= DeploymentRecord.KeptBytes) count++;
        return revisions[^count..];
    }

    private static long Bytes(DeploymentRevision revision) => ControlJson.Write(revision).Length;

    private static bool Same<T>(T left, T right) => ControlJson.Write(left).AsSpan().SequenceEqual(ControlJson.Write(right));
}
