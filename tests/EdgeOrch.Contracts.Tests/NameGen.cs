using CsCheck;

namespace EdgeOrch.Contracts.Tests;

/// <summary>Names that follow the rule of <see cref="ResourceName"/>.</summary>
internal static class NameGen
{
    private static readonly Gen<char> Edge = Gen.Char["abcxyz019"];

    public static readonly Gen<string> Valid = Gen.Select(Edge, Gen.String[Gen.Char["abcxyz019-"], 0, 61], Edge, Gen.Bool)
        .Select((first, middle, last, single) => single ? $"{first}" : $"{first}{middle}{last}");
}
