using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>What entries are worth by their states alone: whether they are there, and whose they are.</summary>
/// <param name="plan">What is looked for.</param>
/// <param name="generation">What is searched.</param>
internal sealed class CandidateMerits(SearchPlan plan, Generation generation)
{
    /// <summary>The merit of entries of one state; 0 if they are no results.</summary>
    /// <param name="found">What <see cref="EntryStates.Find"/> told.</param>
    /// <param name="isGrouped">Whether others have the same content id.</param>
    public Merit Of(int found, out bool isGrouped)
    {
        var state = generation.States.Resolve(found, plan.Published);
        isGrouped = state.IsGrouped;
        return state is { IsRemoved: false, IsPartial: false } && generation.OwnerOf(state) is var owner && IsWanted(owner) ? owner.Merit : default;
    }

    private bool IsWanted(Member owner) =>
        (plan.Owner is null || plan.Owner == owner) && (plan.ExcludedOwners.Count == 0 || !plan.ExcludedOwners.Contains(owner));
}
