using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>How a <see cref="LabelRequirement"/> compares; the names are Kubernetes' own.</summary>
[JsonConverter(typeof(WordConverter<LabelOperator>))]
public enum LabelOperator
{
    /// <summary>The label is present and its value is one of those named.</summary>
    In,

    /// <summary>The label is absent, or its value is none of those named.</summary>
    NotIn,

    /// <summary>The label is present.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,
}
