namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>One node of a manifest text, with the line that it begins at (from 1).</summary>
internal abstract record ManifestNode(int Line)
{
    /// <summary>What an operator calls such a node, with its article.</summary>
    public abstract string Noun { get; }
}
