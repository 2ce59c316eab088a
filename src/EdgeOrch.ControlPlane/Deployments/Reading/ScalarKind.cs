namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>What a scalar is by the core schema of YAML 1.2 (§10.3.2).</summary>
internal enum ScalarKind
{
    Null,
    Flag,
    Integer,
    Fraction,
    Text,
}
