"""The one door into the published record: frozen copies come in, rows of `website_*` come out.

Nothing else writes these tables. Every function here must be called inside the transaction that publishes, so that
readers get all of it or nothing; none of them opens one of its own.
"""

from website.bulk import Value, copy_rows, next_numbers
from website.intake.archive import accept_archive
from website.intake.articles import (
    accept_article,
    correct_article,
    readmit_article,
    update_article,
    withdraw_article,
)
from website.intake.copies import (
    ArchiveCopy,
    ArchivedArticleCopy,
    ArchivedEditionCopy,
    ArticleCopy,
    AuthorCopy,
    BylineCopy,
    CorrectionCopy,
    EditionCopy,
    FrontCopy,
    FrontPlaceCopy,
    MastheadCopy,
    PageCopy,
    PagePictureCopy,
    PictureCopy,
    RegionCopy,
    SectionCopy,
    SeriesCopy,
    TopicCopy,
    TopicGroupCopy,
    TopicPlaceCopy,
)
from website.intake.door import OutsideTransactionError, OvertakenError, WithdrawnInsideError
from website.intake.editions import accept_edition, introduce_masthead, reissue_edition
from website.intake.fronts import (
    LONGEST_HEADLINE,
    ShownArticle,
    ShownFront,
    ShownSpot,
    accept_front,
    newest_issue,
    preview_front,
    show_front,
)
from website.intake.issue_pages import (
    accept_issue_pdf,
    accept_page_picture,
    files_in_use,
    forget_retired_files,
    retired_files,
)
from website.intake.pictures import (
    bases_in_jpeg_only,
    bases_in_use,
    dropped_picture_bases,
    forget_dropped_pictures,
    is_any_in_use,
    public_picture_bases,
    tell_formats,
)
from website.intake.shown import ShownPage, pages_of_article, pages_of_issue
from website.intake.topics import accept_topic, is_topic_address_given, remove_topic, topic_pictures
from website.search import Words as SearchWords
from website.search import put_in_order as put_search_in_order
from website.search import words_of as search_words

__all__ = [
    "LONGEST_HEADLINE",
    "ArchiveCopy",
    "ArchivedArticleCopy",
    "ArchivedEditionCopy",
    "ArticleCopy",
    "AuthorCopy",
    "BylineCopy",
    "CorrectionCopy",
    "EditionCopy",
    "FrontCopy",
    "FrontPlaceCopy",
    "MastheadCopy",
    "OutsideTransactionError",
    "OvertakenError",
    "PageCopy",
    "PagePictureCopy",
    "PictureCopy",
    "RegionCopy",
    "SearchWords",
    "SectionCopy",
    "SeriesCopy",
    "ShownArticle",
    "ShownFront",
    "ShownPage",
    "ShownSpot",
    "TopicCopy",
    "TopicGroupCopy",
    "TopicPlaceCopy",
    "Value",
    "WithdrawnInsideError",
    "accept_archive",
    "accept_article",
    "accept_edition",
    "accept_front",
    "accept_issue_pdf",
    "accept_page_picture",
    "accept_topic",
    "bases_in_jpeg_only",
    "bases_in_use",
    "copy_rows",
    "correct_article",
    "dropped_picture_bases",
    "files_in_use",
    "forget_dropped_pictures",
    "forget_retired_files",
    "introduce_masthead",
    "is_any_in_use",
    "is_topic_address_given",
    "newest_issue",
    "next_numbers",
    "pages_of_article",
    "pages_of_issue",
    "preview_front",
    "public_picture_bases",
    "put_search_in_order",
    "readmit_article",
    "reissue_edition",
    "remove_topic",
    "retired_files",
    "search_words",
    "show_front",
    "tell_formats",
    "topic_pictures",
    "update_article",
    "withdraw_article",
]
