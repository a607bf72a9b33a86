import { acceptAllGhosts, acceptGhost } from './acceptGhost.ts'
import { acceptAllProposals, acceptProposal } from './acceptProposal.ts'
import type { Action } from './action.ts'
import { addScan, alignTogether } from './alignTogether.ts'
import { leaveStudy, nextServedScan } from './blindStudyActions.ts'
import { blinkScans } from './blinkScans.ts'
import { blinkSilhouette } from './blinkSilhouette.ts'
import { limitedBrush, nextClass, penPressure, screenSizedBrush, softBrush, subtractAreas } from './brushSettings.ts'
import { largerBrush, smallerBrush } from './brushSize.ts'
import { chooseOwnSet } from './chooseOwnSet.ts'
import { closeProjectAction } from './closeProjectAction.ts'
import { compareAnnotators } from './compareAnnotators.ts'
import { editClasses } from './editClasses.ts'
import { editScheme } from './editScheme.ts'
import { editSubject } from './editSubject.ts'
import { exportDataset } from './exportDataset.ts'
import { exportLandmarks } from './exportLandmarks.ts'
import { fitView } from './fitView.ts'
import { ghostSourceActions } from './ghostSources.ts'
import { stepActions } from './goToStep.ts'
import { importCapture } from './importCapture.ts'
import { importLandmarks } from './importLandmarks.ts'
import { importSchemeAction } from './importSchemeAction.ts'
import { landmarksOfRegistration } from './landmarksOfRegistration.ts'
import { letGoOfPoint } from './letGoOfPoint.ts'
import { locateFiles } from './locateFiles.ts'
import { lookCloser } from './lookCloser.ts'
import { clearLandmark, markMissing, markOccluded, markUncertain, setLandmarkAside } from './markLandmark.ts'
import { copyMask, maskOperationActions } from './maskOperations.ts'
import { nextPane, previousPane } from './movePane.ts'
import { nextPhoto, previousPhoto } from './movePhoto.ts'
import { nextSubject, previousSubject } from './moveSubject.ts'
import { newProject } from './newProject.ts'
import { nextBeside, placeOnNext } from './nextScan.ts'
import { nextWorstPhoto } from './nextWorstPhoto.ts'
import { openProjectAction } from './openProjectAction.ts'
import { followBestPhoto, togglePhotoBeside } from './photoBeside.ts'
import { photoLayerActions } from './photoLayers.ts'
import { photoToolActions } from './photoTools.ts'
import { forgetPhotoClicks, placePointFromPhotos } from './pointFromPhotos.ts'
import { projectSettings } from './projectSettings.ts'
import { runBatch } from './runBatch.ts'
import { showHistory } from './showHistory.ts'
import { showPalette } from './showPalette.ts'
import { showScanActions } from './showScans.ts'
import { showShortcuts } from './showShortcuts.ts'
import { showStudy } from './showStudy.ts'
import { showPhotosTab, showScanTab } from './showTab.ts'
import { sortByDisagreement } from './sortByDisagreement.ts'
import { standardViewActions } from './standardViews.ts'
import { nextLandmark, nextUnplacedLandmark, previousLandmark, previousUnplacedLandmark } from './stepLandmark.ts'
import { markFilled, styleActions } from './surfaceStyle.ts'
import { switchScan } from './switchScan.ts'
import { toggleAlignedOutline } from './toggleAlignedOutline.ts'
import { toggleBlade } from './toggleBlade.ts'
import { toggleCurves } from './toggleCurves.ts'
import { toggleCutLine } from './toggleCutLine.ts'
import { toggleJobs } from './toggleJobs.ts'
import { toggleLinkedViews } from './toggleLinkedViews.ts'
import { toggleLoupe } from './toggleLoupe.ts'
import { togglePairs } from './togglePairs.ts'
import { togglePhotoPoints } from './togglePhotoPoints.ts'
import { toggleSnap } from './toggleSnap.ts'
import { toggleTheme } from './toggleTheme.ts'
import { toggleTrustBrush } from './toggleTrustBrush.ts'
import { toggleWireframe } from './toggleWireframe.ts'
import { redo, undo } from './undoRedo.ts'
import { leavePairOut, nextPair, previewPairs, previousPair, weighPair } from './weighPair.ts'

/** Everything a person can do in the window, in the order of the shortcut sheet. */
export const actions: readonly Action[] = [
  newProject,
  openProjectAction,
  importCapture,
  exportDataset,
  runBatch,
  projectSettings,
  showHistory,
  locateFiles,
  closeProjectAction,
  nextSubject,
  previousSubject,
  editSubject,
  addScan,
  ...Object.values(stepActions),
  undo,
  redo,
  nextLandmark,
  previousLandmark,
  markMissing,
  nextUnplacedLandmark,
  previousUnplacedLandmark,
  acceptGhost,
  acceptAllGhosts,
  ...ghostSourceActions,
  landmarksOfRegistration,
  markOccluded,
  markUncertain,
  setLandmarkAside,
  clearLandmark,
  letGoOfPoint,
  placeOnNext,
  nextBeside,
  toggleLoupe,
  toggleSnap,
  toggleCurves,
  chooseOwnSet,
  compareAnnotators,
  nextServedScan,
  leaveStudy,
  placePointFromPhotos,
  forgetPhotoClicks,
  importLandmarks,
  exportLandmarks,
  importSchemeAction,
  editScheme,
  showStudy,
  ...Object.values(showScanActions),
  switchScan,
  blinkScans,
  toggleBlade,
  togglePairs,
  toggleTrustBrush,
  nextPair,
  previousPair,
  leavePairOut,
  weighPair,
  previewPairs,
  alignTogether,
  ...Object.values(styleActions),
  markFilled,
  toggleLinkedViews,
  togglePhotoBeside,
  followBestPhoto,
  toggleWireframe,
  ...standardViewActions,
  lookCloser,
  toggleCutLine,
  ...Object.values(photoToolActions),
  ...Object.values(photoLayerActions),
  acceptProposal,
  acceptAllProposals,
  smallerBrush,
  largerBrush,
  softBrush,
  penPressure,
  screenSizedBrush,
  limitedBrush,
  subtractAreas,
  nextClass,
  editClasses,
  ...Object.values(maskOperationActions),
  copyMask,
  previousPhoto,
  nextPhoto,
  sortByDisagreement,
  nextWorstPhoto,
  blinkSilhouette,
  togglePhotoPoints,
  toggleAlignedOutline,
  fitView,
  showScanTab,
  showPhotosTab,
  nextPane,
  previousPane,
  toggleJobs,
  toggleTheme,
  showPalette,
  showShortcuts,
]
