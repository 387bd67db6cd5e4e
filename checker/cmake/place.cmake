# cmake -DFROM=program -DTO=place -P place.cmake: puts a hard link to a built program (or a copy, across file systems)
# in another place at one stroke, so that whoever starts it meets the old one or the new one. A hard link stays whole
# when the build folder is deleted.
file(CREATE_LINK ${FROM} ${TO}.new COPY_ON_ERROR)
file(RENAME ${TO}.new ${TO})
# Renaming does nothing when both names are links to the same file already.
file(REMOVE ${TO}.new)
