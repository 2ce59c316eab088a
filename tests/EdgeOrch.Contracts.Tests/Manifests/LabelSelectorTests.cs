using CsCheck;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

/// <summary>What kubectl documents for label selectors, requirement by requirement.</summary>
public sealed class LabelSelectorTests
{
    private static readonly Gen<Dictionary<string, string>> AnyLabels =
        Gen.Dictionary(OneOf("site", "role", "arch"), OneOf("", "a", "b", "c"))[0, 3];

    private static readonly Gen<LabelRequirement> AnyRequirement = Gen.Select(
        OneOf("site", "role", "arch"), Gen.Enum<LabelOperator>(), OneOf("", "a", "b", "c").List[1, 3],
        (key, op, values) => new LabelRequirement { Key = key, Operator = op, Values = values });

    [Fact]
    public void Matches_EmptySelector_SelectsEverything()
    {
        Assert.True(new LabelSelector().Matches(Labels()));
        Assert.True(new LabelSelector().Matches(Labels(("site", "a"))));
    }

    [Theory]
    [InlineData(LabelOperator.In, "a", true)]
    [InlineData(LabelOperator.In, "b", true)]
    [InlineData(LabelOperator.In, "c", false)]
    [InlineData(LabelOperator.In, "A", false)]
    [InlineData(LabelOperator.In, "", false)]
    [InlineData(LabelOperator.In, null, false)]
    [InlineData(LabelOperator.NotIn, "a", false)]
    [InlineData(LabelOperator.NotIn, "c", true)]
    [InlineData(LabelOperator.NotIn, "", true)]
    [InlineData(LabelOperator.NotIn, null, true)]
    [InlineData(LabelOperator.Exists, "c", true)]
    [InlineData(LabelOperator.Exists, "", true)]
    [InlineData(LabelOperator.Exists, null, false)]
    [InlineData(LabelOperator.DoesNotExist, "c", false)]
    [InlineData(LabelOperator.DoesNotExist, null, true)]
    public void Matches_OneRequirement_AsKubectlDoes(LabelOperator op, string? label, bool matches)
    {
        IReadOnlyList<string> values = op is LabelOperator.In or LabelOperator.NotIn ? ["a", "b"] : [];
        var selector = new LabelSelector { MatchExpressions = [new LabelRequirement { Key = "site", Operator = op, Values = values }] };

        Assert.Equal(matches, selector.Matches(label is null ? Labels(("other", "a")) : Labels(("site", label))));
    }

    [Fact]
    public void Matches_MatchLabels_AreTheSameAsInWithOneValue() => Gen.Select(AnyLabels, AnyLabels).Sample((wanted, labels) =>
        new LabelSelector { MatchLabels = wanted }.Matches(labels)
        == new LabelSelector { MatchExpressions = [.. wanted.Select(w => new LabelRequirement { Key = w.Key, Operator = LabelOperator.In, Values = [w.Value] })] }.Matches(labels));

    [Fact]
    public void Matches_SeveralRequirements_MustAllHold() => Gen.Select(AnyLabels, AnyRequirement.List[0, 4], AnyLabels).Sample((wanted, requirements, labels) =>
        new LabelSelector { MatchLabels = wanted, MatchExpressions = requirements }.Matches(labels)
        == (new LabelSelector { MatchLabels = wanted }.Matches(labels) && requirements.All(requirement => requirement.Matches(labels))));

    [Fact]
    public void Matches_OppositeOperators_NeverAgree() => Gen.Select(AnyLabels, AnyRequirement).Sample((labels, requirement) =>
        requirement.Matches(labels) != (requirement with { Operator = Opposite(requirement.Operator) }).Matches(labels));

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static LabelOperator Opposite(LabelOperator op) => op switch
    {
        LabelOperator.In => LabelOperator.NotIn,
        LabelOperator.NotIn => LabelOperator.In,
        LabelOperator.Exists => LabelOperator.DoesNotExist,
        _ => LabelOperator.Exists,
    };

    private static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(label => label.Key, label => label.Value);
}
